import { IsEmail, IsOptional, IsString, MaxLength } from 'class-validator';

export class CreateUser {
  @IsEmail()
  @MaxLength(254)
  email!: string;

  @IsOptional()
  @IsString()
  @MaxLength(200)
  name?: string;
}

export class UserCreated {
  @IsString()
  userId!: string;
}
