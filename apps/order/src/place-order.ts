import { IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';

export class PlaceOrder {
  @IsOptional()
  @IsString()
  userId?: string;

  @IsOptional()
  @IsString()
  customer?: string;

  @IsString()
  @Length(1, 100)
  sku!: string;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  quantity: number = 1;
}

export class OrderPlaced {
  @IsString()
  orderId!: string;
}
